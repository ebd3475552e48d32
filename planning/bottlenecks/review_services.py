"""What officers do about reviews."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from accounts.models import User
from core import audit
from matching.services import weights_in_force
from planning import background_jobs
from planning.bottlenecks import review_worker
from planning.models import Review


@task()
def run_review(review: str, attempt: str) -> bool:
    """Work a review out. Say whether it is ready."""
    return review_worker.run(UUID(review), UUID(attempt))


@transaction.atomic
def ask_for_review(*, by: User, now: datetime) -> Review:
    """Have the background find out what holds the city back today; one that is under way comes back."""
    under_way: Review | None = Review.objects.under_way().first()
    if under_way is not None:
        return under_way
    review = Review.objects.create(
        made_by=by, as_of=timezone.localdate(now), weights=weights_in_force(now), attempt_id=uuid4()
    )
    audit.record("review.asked", subject=review, by=by)
    start(review)
    return review


@transaction.atomic
def cancel_review(*, review: Review, by: User, now: datetime) -> Review:
    """Stop a review, at once where it waits; one that is done stays as it is."""
    review = Review.objects.select_for_update().get(pk=review.pk)
    if background_jobs.cancel(review, now):
        review.save()
        audit.record("review.cancelled", subject=review, by=by)
    return review


def start(review: Review) -> None:
    """Hand a review that waits for its turn to the background, once its transaction is through."""
    transaction.on_commit(lambda: run_review.enqueue(str(review.pk), str(review.attempt_id)), robust=True)


def requeue_abandoned(now: datetime) -> int:
    """Queue again the reviews whose process died, and those that were never begun; return how many."""
    return background_jobs.requeue_abandoned(Review, start, now)
