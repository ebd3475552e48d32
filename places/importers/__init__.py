"""Importers of official files: one class per kind of file, used by commands and the officers' pages."""

from places.importers.base import Importer as Importer
from places.importers.base import Progress as Progress
from places.importers.base import Refusal as Refusal
from places.importers.base import Report as Report
from places.importers.code_point import CodePointImporter as CodePointImporter
from places.importers.deprivation import DeprivationImporter as DeprivationImporter
from places.importers.files import BadFile as BadFile
from places.importers.police import PoliceImporter as PoliceImporter
from places.importers.population import PopulationImporter as PopulationImporter
from places.importers.postcode_directory import PostcodeDirectoryImporter as PostcodeDirectoryImporter
from places.importers.ward_boundaries import WardBoundaryImporter as WardBoundaryImporter
