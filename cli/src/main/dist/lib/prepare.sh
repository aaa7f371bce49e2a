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

# The security providers of the JDK, the one with passwords second: it is asked at every start, and
# whoever stands before it is set up in vain.
veery_providers() {
  veery_listed=$(sed -n 's/^security\.provider\.[0-9]*=//p' "$veery_home/conf/security/java.security" 2>/dev/null)
  case "
$veery_listed
" in
    *"
SunJCE
"*) ;;
    *) return 0 ;;
  esac
  veery_number=1
  printf '%s\n' "$veery_listed" | while IFS= read -r veery_provider; do
    if [ "$veery_provider" != SunJCE ]; then
      printf 'security.provider.%d=%s\n' "$veery_number" "$veery_provider"
      veery_number=$((veery_number + 1))
    fi
    if [ "$veery_number" -eq 2 ]; then
      printf 'security.provider.2=SunJCE\n'
      veery_number=3
    fi
  done
}

# Makes one ahead-of-time cache. A failed training costs speed, not function: what it said is kept.
veery_train() {
  if "$veery_home/bin/java" "-XX:AOTCacheOutput=$veery_cache/$1.aot.$$" "@$veery_cache/args.$$" \
    "-Dveery.home=$veery_absolute" dev.veery.cli.Training "$1" >"$veery_cache/$1.log" 2>&1 &&
    [ -s "$veery_cache/$1.aot.$$" ]; then
    mv -f "$veery_cache/$1.aot.$$" "$veery_cache/$1.aot"
  else
    rm -f "$veery_cache/$1.aot.$$"
  fi
}

veery_prepare() {
  if ! jdk_find; then
    printf '%s\n' "$jdk_missing" >&2
    return 1
  fi
  veery_home=$jdk_home
  veery_absolute=$(CDPATH= cd "$veery_dist" && pwd) || return 1
  mkdir -p "$veery_cache" || return 1
  rm -f "$veery_cache/start" "$veery_cache"/*.aot

  veery_class_path=
  for veery_jar in "$veery_absolute"/lib/*.jar; do
    veery_class_path=$veery_class_path${veery_class_path:+:}$veery_jar
  done
  veery_providers >"$veery_cache/java.security.$$"
  mv -f "$veery_cache/java.security.$$" "$veery_cache/java.security"
  {
    while IFS= read -r veery_flag || [ -n "$veery_flag" ]; do
      case $veery_flag in
        -*) printf '%s\n' "$veery_flag" ;;
      esac
    done <"$veery_absolute/lib/jvm.flags"
    # Tells what this distribution has remembered from what another one has.
    veery_argument "-Dveery.prepared=$(date +%s)"
    if [ -s "$veery_cache/java.security" ]; then
      veery_argument "-Djava.security.properties=$(CDPATH= cd "$veery_cache" && pwd)/java.security"
    fi
    printf -- '-cp\n'
    veery_argument "$veery_class_path"
  } >"$veery_cache/args.$$"

  # What is started most often has a cache of its own: every class of a cache is loaded with it.
  [ ! -t 2 ] || printf '\r\033[Kpreparing fast starts on this JDK …' >&2
  veery_train often &
  veery_train veery
  wait
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
