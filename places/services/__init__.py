"""Changes to the places that the site knows."""

from places.services.boundaries import DrawnWard as DrawnWard
from places.services.boundaries import succeed_wards as succeed_wards
from places.services.boundaries import write_boundaries as write_boundaries
from places.services.figures import FigurePlan as FigurePlan
from places.services.figures import load_indicators as load_indicators
from places.services.figures import plan_figures as plan_figures
from places.services.figures import store_lsoas as store_lsoas
from places.services.figures import write_figures as write_figures
from places.services.imports import record_import as record_import
from places.services.loading import Loaded as Loaded
from places.services.loading import load_places as load_places
from places.services.positions import locate_waiting as locate_waiting
from places.services.postcodes import PostcodePlan as PostcodePlan
from places.services.postcodes import plan_postcodes as plan_postcodes
from places.services.postcodes import write_postcodes as write_postcodes
