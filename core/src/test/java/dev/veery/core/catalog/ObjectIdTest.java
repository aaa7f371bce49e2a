package dev.veery.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ObjectIdTest {

  @Test
  void namesAreSql() {
    assertThat(new ObjectId(ObjectKind.TABLE, "shop", "Order").sqlName())
        .isEqualTo("shop.\"Order\"");
    assertThat(new ObjectId(ObjectKind.FUNCTION, "shop", "Add(integer, numeric(3,2)[])").sqlName())
        .isEqualTo("shop.\"Add\"(integer, numeric(3,2)[])");
    assertThat(new ObjectId(ObjectKind.FUNCTION, "shop", "odd(name(\"a (b\".t)").sqlName())
        .isEqualTo("shop.\"odd(name\"(\"a (b\".t)");
    assertThat(new ObjectId(ObjectKind.AGGREGATE, "shop", "all_of(*)").sqlNameAlone())
        .isEqualTo("shop.all_of");
    assertThat(new ObjectId(ObjectKind.OPERATOR, "shop", "<<<(integer, integer)").sqlName())
        .isEqualTo("shop.<<<(integer, integer)");
    assertThat(new ObjectId(ObjectKind.OPERATOR_CLASS, "shop", "Ops USING gist").sqlName())
        .isEqualTo("shop.\"Ops\" USING gist");
    assertThat(new ObjectId(ObjectKind.CONSTRAINT, "shop", "orders", "key"))
        .hasToString("constraint key on shop.orders");
  }

  @Test
  void aPartHangsOnSomething() {
    assertThatThrownBy(() -> new ObjectId(ObjectKind.TRIGGER, "shop", "t"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ObjectId(ObjectKind.TABLE, "shop", "x", "t"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
