"""Changes to the places that the site knows."""

from places.services.figures import FigurePlan as FigurePlan
from places.services.figures import load_indicators as load_indicators
from places.services.figures import plan_figures as plan_figures
from places.services.figures import write_figures as write_figures
from places.services.loading import Loaded as Loaded
from places.services.loading import load_places as load_places
