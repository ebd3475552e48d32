"""Registrations that ask one question per page, for any app to build on.

`steps` defines a question, `progress` works out what is answered and what is left, `services` saves answers,
`forms` asks one question, and `views` has the pages: the task list, one question, and check and send.
"""
