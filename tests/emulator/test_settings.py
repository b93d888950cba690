"""Settings: what wins, what is refused and how, and what a container platform may throw at them."""

from pathlib import Path

import pytest

from emulator.profiles import PROFILES, find_profile
from emulator.settings import SETTINGS, SettingError, Settings
from emulator.settings_sources import SourceError, load_settings
from models.vocabulary import ChannelKind, Resolution


def config_file(folder: Path, text: str) -> str:
    path = folder / "settings.toml"
    path.write_text(text)
    return str(path)


def test_defaults_need_nothing() -> None:
    settings = load_settings(environment={}).settings
    assert settings == Settings()
    assert (settings.model, settings.http_port, settings.https_port, settings.pace.name) == (
        "FF240",
        8080,
        8443,
        "fast",
    )
    assert settings.data_dir is None


def test_flag_beats_environment_beats_file(tmp_path: Path) -> None:
    config = config_file(tmp_path, 'http_port = 1\nhttps_port = "off"\nmodel = "FF840"\n')
    environment = {"FAXFINDER_HTTP_PORT": "2", "FAXFINDER_MODEL": "ff440", "FAXFINDER_CONFIG": config}
    loaded = load_settings({"http_port": "3", "model": None}, None, environment)
    assert loaded.settings.http_port == 3
    assert loaded.settings.model == "FF440"
    assert loaded.settings.https_port is None
    assert loaded.origins["http_port"] == "--http-port"
    assert loaded.origins["model"] == "FAXFINDER_MODEL"


def test_every_setting_has_a_flag_a_variable_and_a_help_text() -> None:
    for spec in SETTINGS.values():
        assert spec.flag == "--" + spec.name.replace("_", "-")
        assert spec.variable == "FAXFINDER_" + spec.name.upper()
        assert len(spec.help) > 10
        assert spec.help.endswith(".")


GOOD = [
    ("model", "ff240-ip", "FF240-IP"),
    ("http_port", "0", 0),
    ("https_port", "OFF", None),
    ("host", "[::1]", "::1"),
    ("advertise", "https://fax.example:8443/", "https://fax.example:8443"),
    ("time_zone", "Europe/Berlin", "Europe/Berlin"),
    ("resolution", "Standard", Resolution.STANDARD),
    ("data_dir", "/nowhere/yet", Path("/nowhere/yet")),
    ("delivery_map", "lp 1 = /a=b , //f/x=/c", (("lp 1", Path("/a=b")), ("//f/x", Path("/c")))),
    ("log_level", "debug", "DEBUG"),
    ("tls_sans", "fax.example, *.fax.example,10.0.0.1 ,::2", ("fax.example", "*.fax.example", "10.0.0.1", "::2")),
    ("dialect", "3.5.2", "3.5.2"),
    ("dialect", "guide,url_scheme=https", "guide,url_scheme=https"),
    ("control_token", "s3cret/+=", "s3cret/+="),
]


@pytest.mark.parametrize(("name", "text", "value"), GOOD)
def test_good_values(name: str, text: str, value: object) -> None:
    settings = load_settings(environment={SETTINGS[name].variable: f" {text} "}).settings
    assert getattr(settings, name) == value


BAD = [
    *(("delivery_map", text, "each name once") for text in ("lp1", "lp1=", "=/a", "//f=/a", "lp1=/a,lp1=/b")),
    ("delivery_map", "//f/x=/a,\\\\f\\x=/b", "each name once"),
    ("delivery_map", "lp1=/etc/hostname", "it is made when missing"),
    ("model", "FF250", "FF240, FF440, FF840, FF240-IP"),
    ("http_port", "80a", "0 to 65535"),
    ("http_port", "65536", "0 to 65535"),
    ("http_port", "-1", "0 to 65535"),
    ("http_port", "\u0661", "0 to 65535"),
    ("https_port", "none", "or off"),
    ("host", "a b", "0.0.0.0"),
    ("advertise", "fax.example", "https://fax.example:8443"),
    ("advertise", "http://x:99999", "https://fax.example:8443"),
    ("advertise", "http://x/?a=b", "without a query"),
    ("time_zone", "Mars/Olympus", "Europe/Berlin"),
    ("time_zone", "../../etc/passwd", "Europe/Berlin"),
    ("time_zone", "America", "Europe/Berlin"),
    ("pace", "0", "factor above 0"),
    ("pace", "-2", "factor above 0"),
    ("pace", "nan", "factor above 0"),
    ("pace", "inf", "factor above 0"),
    ("pace", "quick", "instant, fast, real"),
    ("resolution", "superfine", "standard, fine"),
    ("log_level", "loud", "debug, info, warning, error"),
    ("log_format", "xml", "text, json"),
    ("dialect", "french", "guide, 3.5.2"),
    ("tls_sans", "a b", "separated by commas"),
    ("tls_cert", "/nowhere/cert.pem", "a file that exists"),
    ("data_dir", "/etc/hostname", "a folder"),
    ("firmware", "3 5", "3.5.2"),
]


@pytest.mark.parametrize(("name", "text", "right"), BAD)
def test_a_bad_value_tells_where_it_came_from_and_what_would_be_right(name: str, text: str, right: str) -> None:
    with pytest.raises(SourceError) as from_environment:
        load_settings(environment={SETTINGS[name].variable: text})
    assert str(from_environment.value).startswith(f"{SETTINGS[name].variable}: {text!r}")
    assert right in str(from_environment.value)
    with pytest.raises(SourceError, match=f"^{SETTINGS[name].flag}: "):
        load_settings({name: text}, environment={})


def test_a_secret_is_not_repeated() -> None:
    with pytest.raises(SourceError) as error:
        load_settings(environment={"FAXFINDER_CONTROL_TOKEN": "my secret"})
    assert "secret" not in str(error.value)
    assert "secret" not in repr(Settings(control_token="secret"))


def test_a_flag_without_a_value_is_refused_but_an_empty_variable_is_absent() -> None:
    assert load_settings(environment={"FAXFINDER_DATA_DIR": " "}).settings.data_dir is None
    with pytest.raises(SourceError, match=r"^--data-dir: '' is not usable"):
        load_settings({"data_dir": ""}, environment={})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("http_prot = 1", "there is no setting 'http_prot'; did you mean 'http_port'?"),
        ("[server]\nport = 1", "there is no setting 'server'"),
        ("http_port = 'x", "not TOML"),
        (
            "database_url = 'x'",
            "there is no setting 'database_url': the store is SQLite in the data folder, 'data_dir'",
        ),
        ("http_port = true", "http_port in .*: expected a text or a number"),
        ("http_port = 70000", "http_port in .*: '70000' is not usable"),
    ],
)
def test_a_bad_file_names_the_file_and_the_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message) as error:
        load_settings(config=config_file(tmp_path, text), environment={})
    assert "settings.toml" in str(error.value)


def test_a_file_may_write_dashes_and_lists(tmp_path: Path) -> None:
    config = config_file(tmp_path, 'tls-sans = ["a.example", "b.example"]\npace = 10\n')
    settings = load_settings(config=config, environment={}).settings
    assert settings.tls_sans == ("a.example", "b.example")
    assert settings.pace.scale == pytest.approx(0.1)


def test_a_missing_file_is_refused() -> None:
    with pytest.raises(SourceError, match=r"/nowhere\.toml: No such file"):
        load_settings(config="/nowhere.toml", environment={})


@pytest.mark.parametrize(
    ("text", "scale"), [("instant", 0.0), ("fast", 1 / 40), ("REAL", 1.0), ("10", 0.1), ("0.5", 2.0)]
)
def test_pace_is_a_number_of_real_seconds(text: str, scale: float) -> None:
    assert load_settings({"pace": text}, environment={}).settings.pace.scale == pytest.approx(scale)


def test_what_kubernetes_injects_is_neither_used_nor_warned_of() -> None:
    # Services named "faxfinder" and "faxfinder-http" in the same namespace.
    environment = {
        "FAXFINDER_PORT": "tcp://10.0.0.1:8080",
        "FAXFINDER_SERVICE_HOST": "10.0.0.1",
        "FAXFINDER_SERVICE_PORT": "8080",
        "FAXFINDER_SERVICE_PORT_HTTPS": "8443",
        "FAXFINDER_PORT_8080_TCP": "tcp://10.0.0.1:8080",
        "FAXFINDER_PORT_8080_TCP_PROTO": "tcp",
        "FAXFINDER_PORT_8080_TCP_PORT": "8080",
        "FAXFINDER_PORT_8080_TCP_ADDR": "10.0.0.1",
        "FAXFINDER_HTTP_PORT": "tcp://10.0.0.1:8080",
        "FAXFINDER_HTTP_SERVICE_HOST": "10.0.0.1",
    }
    loaded = load_settings(environment=environment)
    assert loaded.settings == Settings()
    assert loaded.warnings == ()


def test_an_unknown_variable_is_warned_of_with_the_nearest_right_one() -> None:
    loaded = load_settings(environment={"FAXFINDER_HTTP_PROT": "1", "FAXFINDER_USER": "admin:x", "PATH": "/bin"})
    assert loaded.settings == Settings()
    assert len(loaded.warnings) == 1
    assert "FAXFINDER_HTTP_PROT" in loaded.warnings[0]
    assert "did you mean FAXFINDER_HTTP_PORT?" in loaded.warnings[0]


def test_a_database_is_not_offered() -> None:
    loaded = load_settings(environment={"FAXFINDER_DATABASE_URL": "postgresql://db/faxes"})
    (warning,) = loaded.warnings
    assert warning.startswith("FAXFINDER_DATABASE_URL is not a setting of the emulator and is ignored: ")
    assert warning.endswith(": the store is SQLite in the data folder, FAXFINDER_DATA_DIR")


def test_settings_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(SourceError, match=r"^--https-port: 8080 is the HTTP port already"):
        load_settings({"https_port": "8080"}, environment={})
    with pytest.raises(SourceError, match=r"^FAXFINDER_TLS_KEY: a key without a certificate"):
        load_settings(environment={"FAXFINDER_TLS_KEY": "/etc/hostname"})


def test_a_setting_that_fails_later_is_told_with_its_origin() -> None:
    loaded = load_settings({"tls_cert": "/etc/hostname"}, environment={})
    assert loaded.explain(SettingError("tls_cert", "no certificate")) == "--tls-cert: no certificate"
    assert loaded.explain(SettingError("tls_key", "no key")) == "tls_key: no key"


def test_profiles_are_found_in_any_case() -> None:
    assert [(profile.name, profile.channels) for profile in PROFILES.values()] == [
        ("FF240", 2),
        ("FF440", 4),
        ("FF840", 8),
        ("FF240-IP", 2),
    ]
    assert find_profile("ff240-ip").channel_kind is ChannelKind.SIP
    assert Settings(model="FF440").profile.idle_text == "Waiting For Ring"
    assert Settings(model="FF240-IP").profile.idle_text == "Waiting for Ring"
    with pytest.raises(KeyError):
        find_profile("FF230")
