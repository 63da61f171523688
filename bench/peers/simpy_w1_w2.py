"""W1 and W2 in SimPy: simpy_w1_w2.py w1|w2 <customers>; prints a line of JSON as the other programs do."""
import json
import random
import re
import sys
import time

import simpy


def w1(customers):
    env = simpy.Environment()
    server = simpy.Resource(env)
    total = [0.0]

    def customer():
        arrived = env.now
        with server.request() as turn:
            yield turn
            yield env.timeout(random.expovariate(1.0))
        total[0] += env.now - arrived

    def arrivals():
        for _ in range(customers):
            yield env.timeout(random.expovariate(0.9))
            env.process(customer())

    env.process(arrivals())
    env.run()
    return total[0] / customers


def w2(requests):
    env = simpy.Environment()
    servers = [simpy.Resource(env) for _ in range(50)]
    total = [0.0]

    def attempt(server, answered):
        yield env.timeout(random.expovariate(1.0))
        with server.request() as turn:
            yield turn
            yield env.timeout(random.expovariate(0.1))
        yield env.timeout(random.expovariate(1.0))
        answered.succeed()

    def request():
        sent = env.now
        answered = env.event()
        work = env.process(attempt(servers[random.randrange(50)], answered))
        yield answered | env.timeout(1000.0)
        if not answered.triggered:
            yield work
        total[0] += env.now - sent

    def arrivals():
        for _ in range(requests):
            yield env.timeout(random.expovariate(4.0))
            env.process(request())

    env.process(arrivals())
    env.run()
    return total[0] / requests


random.seed(1)
count = int(sys.argv[2])
start = time.process_time()
mean = {"w1": w1, "w2": w2}[sys.argv[1]](count)
seconds = time.process_time() - start
# Of this program alone: what getrusage gives includes the process it was started from.
with open("/proc/self/status", encoding="ascii") as status:
    peak = int(re.search(r"VmHWM:\s+(\d+)", status.read()).group(1)) / 1024
print(json.dumps({"perSecond": count / seconds, "mean": mean, "peakMiB": peak}))
