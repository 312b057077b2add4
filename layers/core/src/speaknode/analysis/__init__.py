"""What is made of a conversation after it: a summary, typed fields, judged criteria."""
