"""What programs get, by the clients that they use, over fakes; and that nothing leaves the machine."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from threading import Event
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from gradio_client import Client
from gradio_client.exceptions import AuthenticationError
from pydantic import SecretStr

import app
from index.errors import DatelineError
from rag.page.api import Api
from rag.page.desk import Desk
from tests.page.served import over_mcp, served
from tests.rag_fakes import BRIDGE, FakeGenerator, open_archive, pipeline, use_fakes

OPENED = "When did the harbour bridge open?"
CUT = "The harbour bridge opened on 4 March 2025 after 30 months of work."
WAIT = 20  # seconds


class Patient(FakeGenerator):
    """Reads on when it may."""

    def __init__(self) -> None:
        super().__init__({"4 March 2025": -0.1})
        self.began, self.may = Event(), Event()
        self.may.set()

    def log_likelihoods(self, messages: Any, answers: Any, exact: Any = None) -> list[float]:
        self.began.set()
        assert self.may.wait(WAIT)
        return super().log_likelihoods(messages, answers, exact)


@pytest.fixture(scope="module")
def reader() -> Patient:
    return Patient()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    opened = open_archive(tmp_path_factory.mktemp("archive"))
    yield opened
    opened.close()


@pytest.fixture(scope="module", autouse=True)
def no_network() -> Iterator[None]:
    """In the end, nobody has looked up another machine."""
    asked = []
    find = socket.getaddrinfo

    def noted(host: Any, *more: Any, **named: Any) -> Any:
        asked.append(host)
        return find(host, *more, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", noted)
        yield
    assert set(asked) == {"127.0.0.1"}


@pytest.fixture(scope="module")
def address(store: Any, reader: Patient) -> Iterator[str]:
    with served(pipeline(store, reader), mcp=True) as at:
        yield at


def client_of(address: str, **options: Any) -> Client:
    return Client(address, verbose=False, analytics_enabled=False, **options)


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[Client]:
    opened = client_of(address)
    yield opened
    opened.close()


def api(store: Any, generator: FakeGenerator | None = None, **given: Any) -> Api:
    return Api(Desk(pipeline(store, generator or FakeGenerator({"4 March 2025": -0.1}), **given)))


def places(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(passage["title"], passage["source"]) for passage in found["passages"]]


# gradio_client


def test_programs_have_two_calls_and_no_other(client: Client) -> None:
    calls = client.view_api(return_format="dict", print_info=False)
    assert calls["unnamed_endpoints"] == {}
    assert {
        name: {p["parameter_name"]: p["parameter_default"] for p in call["parameters"]}
        for name, call in calls["named_endpoints"].items()
    } == {
        "/ask": {"question": None, "sources": [], "since": "", "until": ""},
        "/search": {"question": None, "sources": [], "since": "", "until": "", "k": 8},
    }
    assert [fn.api_name for fn in client.endpoints.values() if fn.is_valid] == ["/ask", "/search"]


def test_answer_comes_with_its_quote(client: Client) -> None:
    answer = client.predict(OPENED, api_name="/ask")
    (citation,) = answer["citations"]
    assert (answer["short"], answer["error"]) == ("4 March 2025", None)
    assert (citation["quote"], citation["title"]) == (CUT, "Bridge opens")


def test_search_gives_passages_in_their_order(client: Client, reader: Patient) -> None:
    read = len(reader.prompts)
    found = client.predict(" harbour  bridge ", k=3, api_name="/search")
    assert (found["question"], found["error"]) == ("harbour bridge", None)
    first = found["passages"][0]
    assert first.pop("article_id") and first.pop("score") > 0
    assert first == {
        "rank": 1, "title": "Bridge opens", "source": "Post", "published": "2025-03-04", "url": None,
        "start": 0, "end": len(CUT), "text": CUT,
    }  # fmt: skip
    assert [passage["rank"] for passage in found["passages"]] == [1, 2, 3]
    scores = [passage["score"] for passage in found["passages"][1:]]
    assert scores == sorted(scores, reverse=True)
    assert all(
        passage["text"] == BRIDGE[passage["start"] : passage["end"]]
        for passage in found["passages"]
        if passage["title"] == "Bridge opens"
    )
    assert len(reader.prompts) == read


def test_calls_look_where_they_are_told_to(client: Client) -> None:
    answer = client.predict("What happened?", sources=["globe"], api_name="/ask")
    assert {item["source"] for item in answer["evidence"]} == {"Globe"}
    found = client.predict("ferry", since="2024-01-16", until="2024-12-31", api_name="/search")
    assert set(places(found)) == {("Ferry", "Evening Post")}


def test_search_waits_for_no_answer(client: Client, reader: Patient) -> None:
    reader.began.clear()
    reader.may.clear()
    answer = client.submit(OPENED, api_name="/ask")
    assert reader.began.wait(WAIT)
    found = client.submit("apple harvest", k=1, api_name="/search").result(WAIT)
    assert places(found) == [("Apples", "Globe")] and not answer.done()
    reader.may.set()
    assert answer.result(WAIT)["short"] == "4 March 2025"


def test_page_has_no_mcp_unless_it_is_wanted_and_guards_its_api_by_the_password(store: Any) -> None:
    reader = FakeGenerator({"4 March 2025": -0.1})
    with served(pipeline(store, reader), password=SecretStr("sesame")) as address:
        with pytest.raises(AuthenticationError):
            client_of(address)
        with pytest.raises(ValueError, match="Could not login"):
            client_of(address, auth=("me", "wrong"))
        for path, status in {"call/ask": 401, "call/search": 401, "mcp/": 404}.items():
            request = Request(
                f"{address}gradio_api/{path}", json.dumps({"data": [OPENED]}).encode()
            )
            request.add_header("Content-Type", "application/json")
            with pytest.raises(HTTPError) as refused:
                urlopen(request, timeout=WAIT)
            assert refused.value.code == status
        client = client_of(address, auth=("me", "sesame"))
        assert client.predict(OPENED, api_name="/ask")["short"] == "4 March 2025"
        client.close()


# What the two calls make of what they are given


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"question": "?"}, "the question is empty"),
        ({"question": "why " * 600}, "the question has 2399 characters: at most 2000"),
        ({"question": None}, "question: Input should be a valid string"),
        ({"question": OPENED, "since": "yesterday"}, "'yesterday' is no date"),
        ({"question": OPENED, "since": "2025-06-01", "until": "2025-01-01"}, "is after 2025-01-01"),
        ({"question": OPENED, "sources": "Post"}, "sources: Input should be a valid list"),
        ({"question": OPENED, "sources": ["Times"]}, "sources: Evening Post, Globe, Post"),
    ],
)
def test_what_can_not_be_asked_is_an_error(store: Any, given: dict[str, Any], says: str) -> None:
    answer, found = api(store).ask(**given), api(store).search(**given)
    assert answer["status"] == "error" and says in answer["error"]
    assert found == {"question": str(given["question"]), "passages": [], "error": answer["error"]}


@pytest.mark.parametrize("k", [0, 51, "many"])
def test_search_gives_one_to_fifty_passages(store: Any, k: Any) -> None:
    assert api(store).search(OPENED, k=k)["error"].startswith("k: Input should be")
    assert len(api(store).search(OPENED, k=1)["passages"]) == 1
    assert len(api(store).search(OPENED, k=50)["passages"]) == 7  # all of them


def test_settings_say_where_to_look_unless_the_call_does(store: Any) -> None:
    at = api(store, source="Globe")
    assert {source for _, source in places(at.search("bridge"))} == {"Globe"}
    assert places(at.search("bridge", since="2025-03-04", until="2025-03-04", k=1)) == [
        ("Bridge opens", "Post")
    ]


class Broken(FakeGenerator):
    def log_likelihoods(self, messages: Any, answers: Any, exact: Any = None) -> list[float]:
        raise RuntimeError("out of memory")


def test_crash_of_the_model_is_an_error(store: Any, caplog: pytest.LogCaptureFixture) -> None:
    assert api(store, Broken()).ask(OPENED)["error"].startswith("The model failed")
    assert "out of memory" in caplog.text  # for whoever runs the page


# MCP


def test_mcp_has_two_tools_that_say_what_they_take(address: str) -> None:
    tools, _ = over_mcp(address)
    assert [tool.name for tool in tools] == ["ask", "search"]
    for tool in tools:
        assert "archive of news articles" in tool.description and "Returns:" in tool.description
        arguments = tool.inputSchema["properties"]
        assert all(argument["description"] for argument in arguments.values())
        assert arguments["sources"]["type"] == "array"
        assert tool.inputSchema["required"] == ["question"]


def test_mcp_answers_as_json(address: str) -> None:
    _, results = over_mcp(
        address,
        ("ask", {"question": OPENED}),
        ("search", {"question": "apple harvest", "sources": ["Globe"], "k": 1}),
        ("search", {"question": "ferry", "since": "soon"}),
        ("ask", {"question": 5}),
    )
    answer, found, failed = (json.loads(result.content[0].text) for result in results[:3])
    assert (answer["short"], answer["citations"][0]["quote"]) == ("4 March 2025", CUT)
    assert places(found) == [("Apples", "Globe")]
    assert failed["error"].startswith("'soon' is no date")
    assert results[3].isError and "not of type 'string'" in results[3].content[0].text


def test_mcp_that_can_not_be_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_fakes(monkeypatch)
    monkeypatch.setenv("DATELINE_PASSWORD", "sesame")
    assert app.main(["--mcp"]) == 2
    monkeypatch.setattr(app, "find_spec", lambda name: None)
    assert app.main(["--mcp"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "dateline: --mcp can't ask for a password: leave out --mcp or DATELINE_PASSWORD",
        "dateline: --mcp needs mcp, which is not installed: run `make setup`",
    ]


def test_mcp_that_fails_is_not_passed_over(store: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(blocks: Any) -> None:
        raise AttributeError("another version")

    monkeypatch.setattr("gradio.mcp.GradioMCPServer", fail)
    with pytest.raises(DatelineError, match="another version"), served(pipeline(store), mcp=True):
        pass
