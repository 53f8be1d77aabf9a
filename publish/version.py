"""The program's version. Written here because asking the installed package costs more than a run with nothing to do."""

VERSION = "0.1.0"
