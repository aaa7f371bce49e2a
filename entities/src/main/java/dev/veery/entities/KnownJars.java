package dev.veery.entities;

import java.util.List;
import java.util.Optional;

/** Jars that entities often need: from the name of a class that is missing to the jar to add. */
final class KnownJars {

  private record Jar(String prefix, String coordinates) {}

  /** Of two that fit, the longer prefix stands first. */
  private static final List<Jar> JARS =
      List.of(
          new Jar(
              "com.fasterxml.jackson.annotation.",
              "com.fasterxml.jackson.core:jackson-annotations"),
          new Jar("com.fasterxml.jackson.core.", "com.fasterxml.jackson.core:jackson-core"),
          new Jar("com.fasterxml.jackson.databind.", "com.fasterxml.jackson.core:jackson-databind"),
          new Jar("com.google.common.", "com.google.guava:guava"),
          new Jar("com.querydsl.core.", "com.querydsl:querydsl-core"),
          new Jar("io.hypersistence.utils.", "io.hypersistence:hypersistence-utils-hibernate-*"),
          new Jar(
              "io.swagger.v3.oas.annotations.", "io.swagger.core.v3:swagger-annotations-jakarta"),
          new Jar("jakarta.annotation.", "jakarta.annotation:jakarta.annotation-api"),
          new Jar("jakarta.json.bind.", "jakarta.json.bind:jakarta.json.bind-api"),
          new Jar("jakarta.persistence.", "jakarta.persistence:jakarta.persistence-api"),
          new Jar("jakarta.transaction.", "jakarta.transaction:jakarta.transaction-api"),
          new Jar("jakarta.validation.", "jakarta.validation:jakarta.validation-api"),
          new Jar("jakarta.xml.bind.", "jakarta.xml.bind:jakarta.xml.bind-api"),
          new Jar("javax.money.", "javax.money:money-api"),
          new Jar("kotlin.", "org.jetbrains.kotlin:kotlin-stdlib"),
          new Jar("org.apache.commons.lang3.", "org.apache.commons:commons-lang3"),
          new Jar("org.hibernate.envers.", "org.hibernate.orm:hibernate-envers"),
          new Jar("org.hibernate.models.", "org.hibernate.models:hibernate-models"),
          new Jar(
              "org.hibernate.search.mapper.", "org.hibernate.search:hibernate-search-mapper-orm"),
          new Jar("org.hibernate.spatial.", "org.hibernate.orm:hibernate-spatial"),
          new Jar("org.hibernate.validator.", "org.hibernate.validator:hibernate-validator"),
          new Jar("org.hibernate.vector.", "org.hibernate.orm:hibernate-vector"),
          new Jar("org.hibernate.", "org.hibernate.orm:hibernate-core"),
          new Jar("org.joda.time.", "joda-time:joda-time"),
          new Jar("org.javamoney.moneta.", "org.javamoney.moneta:moneta-core"),
          new Jar("org.locationtech.jts.", "org.locationtech.jts:jts-core"),
          new Jar("org.postgresql.", "org.postgresql:postgresql"),
          new Jar("org.slf4j.", "org.slf4j:slf4j-api"),
          new Jar("org.springframework.beans.", "org.springframework:spring-beans"),
          new Jar("org.springframework.context.", "org.springframework:spring-context"),
          new Jar("org.springframework.core.", "org.springframework:spring-core"),
          new Jar("org.springframework.data.jpa.", "org.springframework.data:spring-data-jpa"),
          new Jar("org.springframework.data.", "org.springframework.data:spring-data-commons"),
          new Jar(
              "org.springframework.security.core.",
              "org.springframework.security:spring-security-core"),
          new Jar("org.springframework.stereotype.", "org.springframework:spring-context"),
          new Jar("org.springframework.util.", "org.springframework:spring-core"));

  private KnownJars() {}

  /** {@code group:artifact}. */
  static Optional<String> of(String className) {
    return JARS.stream()
        .filter(jar -> className.startsWith(jar.prefix()))
        .map(Jar::coordinates)
        .findFirst();
  }
}
