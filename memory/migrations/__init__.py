"""How the tables came to be, one file per step; `HEAD` is the newest."""

HEAD = "0004"
