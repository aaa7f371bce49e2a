package dev.veery.core.sql;

import java.util.ArrayDeque;

/** The {@code \if} blocks that are open in one file. */
final class Conditionals {

  /** One {@code \if} with its branches. */
  private static final class Block {
    final SourcePosition position;
    final boolean outerActive;
    boolean active;
    boolean taken;
    boolean elseSeen;

    Block(SourcePosition position, boolean outerActive, boolean active) {
      this.position = position;
      this.outerActive = outerActive;
      this.active = active;
      this.taken = active;
    }
  }

  private final ArrayDeque<Block> blocks = new ArrayDeque<>(0);

  /** Whether what is read here counts. */
  boolean active() {
    return blocks.isEmpty() || blocks.getFirst().active;
  }

  boolean isEmpty() {
    return blocks.isEmpty();
  }

  /** Where the innermost open {@code \if} stands. */
  SourcePosition position() {
    return blocks.getFirst().position;
  }

  void push(SourcePosition position, boolean condition) {
    boolean outer = active();
    blocks.push(new Block(position, outer, outer && condition));
  }

  /** Whether the condition of an {@code \elif} is looked at: not behind a branch that was taken. */
  boolean asks() {
    Block block = blocks.getFirst();
    return block.outerActive && !block.taken;
  }

  boolean elseSeen() {
    return blocks.getFirst().elseSeen;
  }

  void otherwise(boolean condition, boolean last) {
    Block block = blocks.getFirst();
    block.active = block.outerActive && !block.taken && condition;
    block.taken |= block.active;
    block.elseSeen |= last;
  }

  void pop() {
    blocks.pop();
  }
}
