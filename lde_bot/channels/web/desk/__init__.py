"""The Koepel's desk: pages for people with an account, where what was asked and not answered becomes an answer."""
