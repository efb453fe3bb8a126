"""How fast RIC is beside bare scripts that do the same without it. Ratios travel; figures belong to their machine."""
