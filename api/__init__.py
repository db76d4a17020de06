"""The HTTP interface (接口): one small package per resource over the casebook's commands and the read model."""
