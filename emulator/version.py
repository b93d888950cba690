"""The product's version: the one place where it stands; the build reads it from here."""

VERSION = "0.1.0"
