"""The management API: one Lambda behind one REST `{proxy+}`."""
