package desk;

/** Grams. */
public record Weight(long grams) {}
