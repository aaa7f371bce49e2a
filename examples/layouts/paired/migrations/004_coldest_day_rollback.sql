DROP FUNCTION coldest(char)
