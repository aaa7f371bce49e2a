package desk;

public enum TicketState {
  OPEN,
  WAITING,
  CLOSED
}
