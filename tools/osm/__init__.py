"""Reads OpenStreetMap extracts (.osm.pbf) as a stream, for whoever wants places or streets of it."""

from tools.osm.extract import BrokenExtract, Sink, Street, Thing, TurnRule, read_extract

__all__ = ["BrokenExtract", "Sink", "Street", "Thing", "TurnRule", "read_extract"]
