# Each target calls a script in packages/stack/. Settings come from the environment:
#   PORT=9090 make up     BACKENDS=4 make up     SESSION_STORE=memory make up     RUNTIME=native make up

.DEFAULT_GOAL := help
# Not parallel: the tests need all CPU cores, and parallel output would be mixed.
.NOTPARALLEL:
.PHONY: help up class down restart status logs metrics redis-cli revoke rotate-secrets test check unit e2e kubernetes-check fuzz attack budgets bench faults swarm-test screenshots clean

# $(value …): make must not expand a dollar sign in the command.
export REDIS_COMMAND := $(value CMD)
# Only from the command line, because the environment's USER is the current login.
export REVOKE_USER := $(if $(findstring command,$(origin USER)),$(value USER))
export REVOKE_ALL := $(value ALL)

help:
	@echo 'Targets:'
	@sed -n 's/^\([a-z0-9%-]*\):.*## /  \1|/p' Makefile | sed 's/%/NAME/' | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

up: ## start the stack and print its address
	@sh packages/stack/make.sh up

class: ## start the stack for a class on the local network; prints an address and a QR code for phones
	@sh packages/stack/make.sh class

down: ## stop the stack; the data stays
	@sh packages/stack/make.sh down

restart: ## restart the backends, one after the other; no request fails
	@sh packages/stack/make.sh restart

stop-%: ## stop one service: nginx, redis, backend-1, backend-2, …
	@sh packages/stack/make.sh stop $*

start-%: ## start one service again
	@sh packages/stack/make.sh start $*

status: ## show what is running
	@sh packages/stack/make.sh status

logs: ## show the logs, and follow them in a terminal
	@sh packages/stack/make.sh logs

metrics: ## print the backends' metrics in Prometheus format
	@sh packages/stack/make.sh metrics

redis-cli: ## run redis-cli as the operator; CMD='KEYS session:*' runs one command
	@sh packages/stack/make.sh redis-cli

revoke: ## end the sessions of one user (USER=ada) or of all users (ALL=yes)
	@sh packages/stack/make.sh revoke

rotate-secrets: ## replace the cookie secrets and Redis passwords; sessions stay logged in
	@sh packages/stack/make.sh rotate-secrets

test: check unit e2e ## run check, unit and e2e

check: ## check format, lint and types
	@sh packages/stack/run-node.sh npm run --silent check

unit: ## run unit and integration tests with a real Redis
	@sh packages/stack/make.sh tools redis nginx
	@sh packages/stack/run-node.sh npm run --silent unit

e2e: ## test the complete stack in a browser; BASE_URL=... tests a running stack
	@sh packages/stack/make.sh e2e

kubernetes-check: ## build the Kubernetes overlays and check all manifests; needs kustomize or kubectl
	@sh packages/stack/run-node.sh npm run --silent check:manifests -w @session-clustering/kubernetes

attack: ## measure the delay of visitors during 500 login attempts a second
	@sh packages/stack/make.sh tools redis
	@sh packages/stack/run-node.sh node --test backend/test/security/login-attack.measure.ts

budgets: ## measure the page: script size, time to the first packet, delay of a packet
	@MEASURE=1 sh packages/stack/run-node.sh npm run --silent e2e -w e2e -- budgets

fuzz: ## send 10,000 hostile requests to two backends; FUZZ_SEED=... repeats a run
	@sh packages/stack/make.sh tools redis
	@FUZZ_REQUESTS=$${FUZZ_REQUESTS:-10000} sh packages/stack/run-node.sh node --test backend/test/security/fuzz.test.ts

bench: ## compare the speed of the session store with others; BENCH_COST=1 prints the CPU time of a request, SCALE=1 what one core carries
	@sh packages/stack/make.sh tools redis $(if $(BENCH_COST)$(SCALE),nginx)
	@sh packages/stack/run-node.sh npm run --silent $(if $(SCALE),scale,$(if $(BENCH_COST),cost,bench)) -w bench

faults: ## break the stack under load; FAULT=redis-stopped runs one fault, FAULTS=short the short form
	@sh packages/stack/run-node.sh npm run --silent faults -w faults

swarm-test: ## try deploy/swarm on three hosts in containers; needs a Docker engine that allows --privileged
	@sh packages/stack/run-node.sh npm run --silent swarm -w faults

screenshots: ## take the READMEs' pictures and pictures of every step
	@sh packages/stack/make.sh tools redis nginx chromium
	@sh packages/stack/run-node.sh node e2e/screenshots.ts

clean: ## stop the stack, remove its data and all build results
	@sh packages/stack/make.sh clean
