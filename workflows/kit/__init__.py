"""The case kit (案件套件): what the workflow of every case is made of. No business words here."""
