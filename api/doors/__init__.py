"""The public doors, one file per family of routes. They translate; what happens is decided further down."""
