# Makes the cache folder of a distribution: which JDK to start, its flags, and an ahead-of-time cache of
# Veery's classes for exactly that JDK. To be sourced by bin/veery, with $veery_dist and $veery_cache set.

# Text for between single quotes.
veery_quote() {
  printf '%s' "$1" | sed "s/'/'\\\\''/g"
}

# A line of a Java argument file.
veery_argument() {
  printf '"%s"\n' "$(printf '%s' "$1" | sed 's/\\/\\\\/g; s/"/\\"/g')"
}

veery_prepare() {
  if ! jdk_find; then
    printf '%s\n' "$jdk_missing" >&2
    return 1
  fi
  veery_home=$jdk_home
  veery_absolute=$(CDPATH= cd "$veery_dist" && pwd) || return 1
  mkdir -p "$veery_cache" || return 1
  rm -f "$veery_cache/start"

  veery_class_path=
  for veery_jar in "$veery_absolute"/lib/*.jar; do
    veery_class_path=$veery_class_path${veery_class_path:+:}$veery_jar
  done
  {
    while IFS= read -r veery_flag || [ -n "$veery_flag" ]; do
      case $veery_flag in
        -*) printf '%s\n' "$veery_flag" ;;
      esac
    done <"$veery_absolute/lib/jvm.flags"
    printf -- '-cp\n'
    veery_argument "$veery_class_path"
  } >"$veery_cache/args.$$"

  # A failed training costs speed, not function: what it said is kept beside the cache.
  [ ! -t 2 ] || printf '\r\033[Kpreparing fast starts on this JDK …' >&2
  if "$veery_home/bin/java" "-XX:AOTCacheOutput=$veery_cache/veery.aot.$$" "@$veery_cache/args.$$" \
    "-Dveery.home=$veery_absolute" dev.veery.cli.Training >"$veery_cache/training.log" 2>&1 &&
    [ -s "$veery_cache/veery.aot.$$" ]; then
    mv -f "$veery_cache/veery.aot.$$" "$veery_cache/veery.aot"
    # Read after everything else, so that the cache is only asked for where it exists.
    veery_argument "-XX:AOTCache=$(CDPATH= cd "$veery_cache" && pwd)/veery.aot" >>"$veery_cache/args.$$"
  else
    rm -f "$veery_cache/veery.aot.$$"
  fi
  [ ! -t 2 ] || printf '\r\033[K' >&2
  mv -f "$veery_cache/args.$$" "$veery_cache/args"
  {
    printf "veery_home='%s'\n" "$(veery_quote "$veery_home")"
    printf "veery_runtime='%s'\n" "$(veery_quote "$jdk_runtime")"
    printf "veery_java_home='%s'\n" "$(veery_quote "${JAVA_HOME:-}")"
    printf "veery_made_from='%s'\n" "$(veery_quote "$veery_absolute")"
  } >"$veery_cache/start.$$"
  mv -f "$veery_cache/start.$$" "$veery_cache/start"
}
