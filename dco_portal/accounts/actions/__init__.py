"""Everything a person does to accounts: invitations, people, the rota and cover, their own profile."""
