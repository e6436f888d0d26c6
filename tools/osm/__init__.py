"""Reads OpenStreetMap extracts (.osm.pbf) as a stream, for whoever wants places or streets of it."""

from tools.osm.extract import BrokenExtract, Reading, Sink, Street, Thing, TurnRule, read_extract

__all__ = ["BrokenExtract", "Reading", "Sink", "Street", "Thing", "TurnRule", "read_extract"]
