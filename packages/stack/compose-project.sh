# To which checkout the Compose project belongs. Compose identifies a project by its name only, and another checkout may use
# the same name. The containers have a label with their checkout. The volumes have none, so `up` creates one more volume with
# such a label.

export COMPOSE_PROJECT_NAME="${COMPOSE_PROJECT_NAME:-session-clustering}"
in_project="label=com.docker.compose.project=$COMPOSE_PROJECT_NAME"
owner_volume=${COMPOSE_PROJECT_NAME}_checkout

is_here() { # DIRECTORY
  [ "$1" = "$PWD" ] || [ "$1" = "$(pwd -P)" ]
}

# Prints SERVICE and CHECKOUT of all containers of the project.
all_containers() { # [docker ps OPTION…]
  docker ps --all "$@" --filter "$in_project" \
    --format '{{.Label "com.docker.compose.service"}} {{.Label "com.docker.compose.project.working_dir"}}' | sort
}

# The containers of this checkout, by their service's name, one a line.
containers() { # [docker ps OPTION…]
  all_containers "$@" | while read -r service checkout; do
    if is_here "$checkout"; then echo "$service"; fi
  done
}

volumes() {
  docker volume ls --quiet --filter "$in_project"
}

# Prints the checkout to which the project's data and containers belong. Prints nothing if that is unknown.
owner() {
  # `docker compose down --volumes` removes all volumes but this one.
  [ "$(volumes)" != "$owner_volume" ] || docker volume rm "$owner_volume" >/dev/null
  {
    docker volume ls --filter "$in_project" --format '{{.Label "checkout"}}'
    all_containers | sed 's/^[^ ]* //'
  } | grep . | head -n 1
}

# Has no effect on a project that has an owner.
become_owner() {
  docker volume create --label "com.docker.compose.project=$COMPOSE_PROJECT_NAME" --label "checkout=$PWD" "$owner_volume" >/dev/null
}

refuse_foreign() {
  checkout=$(owner)
  # A deleted checkout leaves its volumes. If it has no containers, this checkout takes them over.
  if [ -n "$checkout" ] && [ ! -e "$checkout" ] && [ -z "$(all_containers)" ]; then
    docker volume rm "$owner_volume" >/dev/null
    checkout=
  fi
  [ -z "$checkout" ] || is_here "$checkout" ||
    fail "The Compose project $COMPOSE_PROJECT_NAME belongs to the checkout in $checkout: run make clean there, or set COMPOSE_PROJECT_NAME here."
}
