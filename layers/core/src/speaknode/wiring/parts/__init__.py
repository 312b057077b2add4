"""The parts of the wiring: one for each group of concepts, none loads another's adapters without need."""
