"""Changes to the places that the site knows."""

from places.services.loading import Loaded as Loaded
from places.services.loading import load_places as load_places
