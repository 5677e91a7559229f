"""CPU, allocations and latency of whole calls."""

from ground import CLIENTS, FAILED, FLOOR, Failed, host, median, program, rotated, run, say

ROUNDS = 7
IN_FLIGHT = 256
COUNTS = {"small": 4000, "large": 768}
# Each call of a client that blocks opens a connection, of which there are so many.
BLOCKING = {"instructor-ai": 400}


def measure():
    found = {"in_flight": IN_FLIGHT, "rounds": ROUNDS, "sizes": {}}
    with host() as url:
        for size, count in COUNTS.items():
            rounds = {name: [] for name in CLIENTS}
            for number in range(ROUNDS):
                for name in rotated(CLIENTS, number):
                    if rounds[name] is None or rounds[name] == FAILED:
                        continue
                    calls = BLOCKING.get(name, count)
                    words = ["calls", f"{url}/{size}/v1", size, str(IN_FLIGHT), str(calls)]
                    try:
                        said = run([program(f"peer-{CLIENTS[name]}"), *words])
                    except Failed as failure:
                        say(failure)
                        rounds[name] = FAILED
                        continue
                    if said is None:
                        rounds[name] = None
                    else:
                        rounds[name].append(said)
            if rounds[FLOOR] == FAILED:
                raise Failed("the floor itself failed")
            found["sizes"][size] = {
                name: judged(rounds[name], rounds[FLOOR], name) for name in CLIENTS
            }
            for name in CLIENTS:
                if not isinstance(found["sizes"][size][name], dict):
                    continue
                words = ["allocations", f"{url}/{size}/v1", size]
                said = run([program(f"peer-{CLIENTS[name]}"), *words])
                found["sizes"][size][name]["allocations"] = said
    return found


def judged(rounds, floor, name):
    if rounds is None or rounds == FAILED:
        return rounds
    ratios = [ours["cpu"] / theirs["cpu"] for ours, theirs in zip(rounds, floor)]
    return {
        "cpu": median([said["cpu"] for said in rounds]),
        "ratio": median(ratios),
        "least": min(ratios),
        "most": max(ratios),
        "blocks": name in BLOCKING,
        "p50": median([said["p50"] for said in rounds]),
        "p99": median([said["p99"] for said in rounds]),
    }
