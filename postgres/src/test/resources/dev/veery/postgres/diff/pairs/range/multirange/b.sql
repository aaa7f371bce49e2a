CREATE TYPE r AS RANGE (subtype = float8, multirange_type_name = many);
