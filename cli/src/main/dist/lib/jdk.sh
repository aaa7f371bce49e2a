# Finds a JDK. To be sourced by a POSIX shell; prints nothing and, unless nothing is found in the usual
# places, starts no other process.

# The oldest Java that Veery is built and started with.
jdk_oldest=25

# jdk_release HOME: puts the lines of HOME/release that name the version into $jdk_version (the major)
# and $jdk_runtime (every digit of it, to notice an update in place). Fails for what is no Java home.
jdk_release() {
  jdk_version='' jdk_runtime=''
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return 1
  while IFS= read -r jdk_line || [ -n "$jdk_line" ]; do
    case $jdk_line in
      JAVA_RUNTIME_VERSION=*) jdk_runtime=${jdk_line#*=} ;;
      JAVA_VERSION=*)
        jdk_version=${jdk_line#*=}
        jdk_version=${jdk_version#\"}
        jdk_version=${jdk_version%%[!0-9]*}
        ;;
    esac
    [ -z "$jdk_version" ] || [ -z "$jdk_runtime" ] || break
  done <"$1/release"
  [ -n "$jdk_version" ]
}

# jdk_try HOME: takes it as $jdk_home when it is a JDK (with a compiler) that is new enough.
jdk_try() {
  [ -n "$1" ] && [ -x "$1/bin/javac" ] && jdk_release "$1" && [ "$jdk_version" -ge "$jdk_oldest" ] || return 1
  jdk_home=$1
}

# jdk_find: sets $jdk_home and $jdk_runtime, or fails with a sentence in $jdk_missing.
jdk_find() {
  jdk_home='' jdk_missing=''
  jdk_try "${JAVA_HOME:-}" && return 0

  # The java on the PATH is usually a chain of links into a JDK.
  jdk_java=$(command -v java 2>/dev/null) || jdk_java=
  if [ -n "$jdk_java" ]; then
    while [ -h "$jdk_java" ]; do
      jdk_link=$(readlink "$jdk_java")
      case $jdk_link in
        /*) jdk_java=$jdk_link ;;
        *) jdk_java=${jdk_java%/*}/$jdk_link ;;
      esac
    done
    jdk_try "${jdk_java%/bin/java}" && return 0
  fi

  for jdk_candidate in \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* /usr/local/openjdk* /usr/local/jdk* \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
    "${HOME:-/nonexistent}"/.local/share/mise/installs/java/* "${HOME:-/nonexistent}"/.asdf/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec; do
    jdk_try "$jdk_candidate" && return 0
  done

  # Maven's own list of JDKs; one element a line is what every generator of it writes.
  if [ -r "${HOME:-/nonexistent}/.m2/toolchains.xml" ]; then
    while IFS= read -r jdk_line || [ -n "$jdk_line" ]; do
      case $jdk_line in
        *'<jdkHome>'*'</jdkHome>'*)
          jdk_line=${jdk_line#*'<jdkHome>'}
          jdk_try "${jdk_line%%'</jdkHome>'*}" && return 0
          ;;
      esac
    done <"$HOME/.m2/toolchains.xml"
  fi

  jdk_missing="Veery needs a JDK $jdk_oldest or newer, and there is none in JAVA_HOME, on the PATH, in the usual folders or in ~/.m2/toolchains.xml: install one (for example Eclipse Temurin $jdk_oldest) or set JAVA_HOME to it"
  if [ -n "${JAVA_HOME:-}" ] && jdk_release "$JAVA_HOME"; then
    jdk_missing="$jdk_missing (JAVA_HOME is a Java $jdk_version)"
  fi
  return 1
}
