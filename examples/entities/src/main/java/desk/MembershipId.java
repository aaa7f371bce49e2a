package desk;

import java.io.Serializable;

public record MembershipId(Long agent, Long team) implements Serializable {}
