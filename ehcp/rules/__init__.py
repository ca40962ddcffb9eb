"""Who may and when: each rule is a pair, `check_can_x` (raises with a sentence) and `can_x` (answers)."""
