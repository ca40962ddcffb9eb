"""What is done with enquiries, specialists’ questions and answers: the only writers."""
