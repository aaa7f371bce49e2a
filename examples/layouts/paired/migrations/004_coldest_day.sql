CREATE FUNCTION coldest(wanted char(4)) RETURNS numeric
LANGUAGE sql STABLE AS $$
    SELECT min(celsius) FROM readings WHERE station = wanted; -- a semicolon that ends nothing
$$
