"""The archive for programs: what its pages show, as JSON; read only, by the same filters and the same visibility."""
