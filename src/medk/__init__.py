"""МЭДК: a region's road maps of targeted help to schools, from the order to the last confirmed measure."""

__version__ = "0.1.0"
