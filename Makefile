# Every target is a line or two: what they do is in native/. Settings come from the environment:
#   PORT=9090 make up     SESSION_STORE=memory make up     RUNTIME=native make up

.DEFAULT_GOAL := help
# The tests share two cores at best, and their output is to be read.
.NOTPARALLEL:
.PHONY: help up down restart status logs metrics redis-cli revoke rotate-secrets test check unit e2e fuzz attack budgets bench faults screenshots clean

# Taken as it was typed: make must not expand a dollar sign in it.
export REDIS_COMMAND := $(value CMD)
# Only from the command line: in the environment, USER is whoever types.
export REVOKE_USER := $(if $(findstring command,$(origin USER)),$(value USER))
export REVOKE_ALL := $(value ALL)

help:
	@echo 'Targets:'
	@sed -n 's/^\([a-z0-9%-]*\):.*## /  \1|/p' Makefile | sed 's/%/NAME/' | awk -F'|' '{ printf "%-15s %s\n", $$1, $$2 }'

up: ## start the stack and print its address
	@native/make.sh up

down: ## stop it; the data stays
	@native/make.sh down

restart: ## restart the backends, one after the other; no request fails
	@native/make.sh restart

stop-%: ## stop one service: nginx, backend-1, backend-2 or redis
	@native/make.sh stop $*

start-%: ## start it again
	@native/make.sh start $*

status: ## show what is running
	@native/make.sh status

logs: ## show the logs, and follow them in a terminal
	@native/make.sh logs

metrics: ## what the backends count, for Prometheus
	@native/make.sh metrics

redis-cli: ## talk to Redis as the operator; CMD='KEYS session:*' for one command
	@native/make.sh redis-cli

revoke: ## end one user's sessions, USER=ada, or everybody's, ALL=yes
	@native/make.sh revoke

rotate-secrets: ## new cookie secrets and Redis passwords; nobody is logged out
	@native/make.sh rotate-secrets

test: check unit e2e ## the three below, one after the other

check: ## format, lint and types
	@native/run-node.sh npm run --silent check

unit: ## unit and integration tests, on a real Redis
	@native/run-node.sh node native/cli.ts tools redis nginx
	@native/run-node.sh npm run --silent unit

e2e: ## the whole stack in a real browser; BASE_URL=... tests a running one
	@native/make.sh e2e

attack: ## 500 guesses a second at the login, while visitors go on; measures how long they wait
	@native/run-node.sh node native/cli.ts tools redis
	@native/run-node.sh node --test backend/test/security/login-attack.measure.ts

budgets: ## what the page promises: size, first packet, delay of a packet
	@MEASURE=1 native/run-node.sh npm run --silent e2e -w e2e -- budgets

fuzz: ## 10,000 hostile requests against two backends; FUZZ_SEED=... repeats a run
	@native/run-node.sh node native/cli.ts tools redis
	@FUZZ_REQUESTS=$${FUZZ_REQUESTS:-10000} native/run-node.sh node --test backend/test/security/fuzz.test.ts

bench: ## measure the session store and its peers, side by side
	@native/run-node.sh node native/cli.ts tools redis
	@native/run-node.sh npm run --silent bench -w bench

faults: ## break the stack under load, one fault after the other; FAULT=redis-stopped for one, FAULTS=short
	@native/run-node.sh npm run --silent faults -w faults

screenshots: ## take the READMEs' pictures, and every step of the page
	@native/run-node.sh node native/cli.ts tools redis nginx chromium
	@native/run-node.sh node e2e/screenshots.ts

clean: ## stop the stack, remove its data and what was built
	@native/make.sh clean
