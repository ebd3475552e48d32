"""A registration of one question a page, which any app can build its own on.

`steps` says what a question is, `progress` what is answered and what is left, `services` keeps answers,
`forms` asks one question, and `views` are the pages: all questions, one of them, check and send.
"""
