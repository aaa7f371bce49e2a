package desk;

public enum Loyalty {
  NEW,
  REGULAR,
  GOLD
}
