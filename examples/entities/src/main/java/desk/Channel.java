package desk;

public enum Channel {
  MAIL,
  PHONE,
  WEB
}
