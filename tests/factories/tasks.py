import factory
from django_tasks_db.models import DBTaskResult, get_date_max


class TaskFactory(factory.django.DjangoModelFactory):
    """A task that waits; with `status="RUNNING"` and `started_at`, one that a worker has taken."""

    class Meta:
        model = DBTaskResult
        skip_postgeneration_save = True

    queue_name = "default"
    backend_name = "default"
    task_path = "notifications.tasks.deliver"
    args_kwargs = factory.LazyFunction(lambda: {"args": ["unknown"], "kwargs": {}})
    run_after = factory.LazyFunction(get_date_max)

    @factory.post_generation
    def enqueued(self, create, extracted, **kwargs):
        """Set the moment that the model sets by itself."""
        if extracted:
            DBTaskResult.objects.filter(pk=self.pk).update(enqueued_at=extracted)
