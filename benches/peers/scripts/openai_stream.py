"""Reads one stream by openai-python's `chat.completions.stream`, and looks at each parsed partial.

openai_stream.py BASE_URL accounts|essay
"""

import json
import sys
import time

from openai import OpenAI
from pydantic import BaseModel


class Address(BaseModel):
    street: str
    city: str


class Account(BaseModel):
    id: int
    name: str
    active: bool
    score: float
    tags: list[str]
    address: Address


class Accounts(BaseModel):
    accounts: list[Account]


class Essay(BaseModel):
    title: str
    text: str


url, document = sys.argv[1:]
kind = Essay if document == "essay" else Accounts
client = OpenAI(api_key="test-key", base_url=url)
start = time.process_time()
updates = 0
with client.chat.completions.stream(
    model="some/model",
    messages=[
        {"role": "system", "content": "You are a helpful assistant that answers in JSON."},
        {"role": "user", "content": "Create a user named Alice, who lives in 42, Wonderland Avenue."},
    ],
    temperature=0,
    response_format=kind,
) as stream:
    for event in stream:
        if event.type == "content.delta" and event.parsed is not None:
            updates += 1
    value = stream.get_final_completion().choices[0].message.parsed
used = time.process_time() - start
length = len(value.text) if document == "essay" else len(value.accounts)
print(json.dumps({"cpu": used, "updates": updates, "length": length}))
