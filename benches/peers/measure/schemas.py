"""What each client sends of the same types' schema, as the host sees it."""

import json
import urllib.request

from ground import CLIENTS, FAILED, Failed, host, program, run, say

HOSTS = ["openai", "together", "deepinfra", "deepseek"]
FIELDS = ["summary", "participants", "action_items", "confidence", "mood"]
# What every client is given to say; the rest of the prompt is what it adds of its own.
SAID = [
    "You are a helpful assistant that answers in JSON.",
    "Create a user named Alice, who lives in 42, Wonderland Avenue.",
]
# What the doc comments of the types say.
COMMENTS = [
    "What a voice note says.",
    "A short one sentence summary",
    "Who takes part",
    "What is to be done",
    "How sure the transcript is, from 0 to 1",
    "The mood of the speaker",
    "Somebody who takes part.",
    "Full name",
    "Role, if it was said",
    "How somebody sounds.",
]


def measure():
    found = {"hosts": HOSTS, "clients": {}, "comments": len(COMMENTS)}
    with host() as url:
        for name, package in CLIENTS.items():
            found["clients"][name] = {}
            for kind in HOSTS:
                try:
                    said = run([program(f"peer-{package}"), "note", f"{url}/note/v1", kind])
                except Failed as failure:
                    say(failure)
                    found["clients"][name][kind] = FAILED
                    continue
                if not said["sent"]:
                    found["clients"][name][kind] = None
                    continue
                with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"{url}/last/v1") as answer:
                    found["clients"][name][kind] = judged(answer.read())
    return found


def judged(body):
    request = json.loads(body)
    path, schema = find(request, "")
    texts = "".join(spoken(turn.get("content")) for turn in request.get("messages", []))
    for said in SAID:
        texts = texts.replace(said, "")
    in_prompt = "action_items" in texts
    judged = {
        "request": len(body),
        "form": (request.get("response_format") or {}).get("type"),
        "place": path,
        "prompt": len(texts.encode()) if in_prompt else 0,
    }
    if schema is None and not in_prompt:
        return judged
    if schema is None:
        text, names = texts, sorted(FIELDS, key=texts.index)
    else:
        text = json.dumps(schema, separators=(",", ":"), ensure_ascii=False)
        names = list(schema["properties"])
    if names == FIELDS:
        order = "kept"
    elif names == sorted(FIELDS):
        order = "sorted by name"
    else:
        order = "another"
    return {
        **judged,
        "schema": 0 if schema is None else len(text.encode()),
        "order": order,
        "comments": sum(comment in text for comment in COMMENTS),
        "strict": '"additionalProperties":false' in text,
    }


def spoken(content):
    """The text of a turn, which may come in parts."""
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content)
    return content or ""


def find(value, path):
    """The schema with all fields, and where it stands."""
    if isinstance(value, dict):
        properties = value.get("properties")
        if isinstance(properties, dict) and set(FIELDS) <= set(properties):
            return path.lstrip("."), value
        children = ((f"{path}.{key}", child) for key, child in value.items())
    elif isinstance(value, list):
        children = ((f"{path}[{index}]", child) for index, child in enumerate(value))
    else:
        return None, None
    for where, child in children:
        found = find(child, where)
        if found[1] is not None:
            return found
    return None, None
