"""The reader's grammars of French: dates, quantities and names in a press article."""
