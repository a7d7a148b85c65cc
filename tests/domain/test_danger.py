"""Which words of residents are a danger, and which only sound like one."""

import pytest

from domain.danger import DangerWords, built_in

DANGERS = (
    "Горит щиток",
    "горит щиток!!!",
    "ГОРИТ ЩИТОК В ПОДЪЕЗДЕ",
    "У нас в подъезде щиток горит, помогите",
    "Горит щиток, света нет",
    "горит щиток света нет",
    "Яблоневая 1, искрит щиток!",
    "Здравствуйте. На столбе искрят провода",
    "пожар",
    "Пожар в подъезде, горят провода",
    "из розетки идёт дым",
    "Дымится счётчик",
    "сильный запах гари на лестнице",
    "пахнет горелой проводкой",
    "бьёт током от стиральной машины",
    "Меня ударило током",
    "Во дворе оборвался провод",
    "провод оборвался и висит над детской площадкой",
    "На дороге лежит провод",
    "упал столб возле дома 5",
    "В щите короткое замыкание",
    "счётчик оплавился",
    "загорелась розетка",
    "Горит",
    "не горит свет, зато искрит автомат",
    "света нет, а щиток горит",
    "The meter is on fire",
    "There are sparks from the socket",
    "Искрит!\nПриезжайте",
    "из счётчика летят искры",
    "Улица Искры 5. Горит провод",
)
NO_DANGERS = (
    "",
    "Когда будет счёт?",
    "не горит свет",
    "Не горит лампочка в подъезде",
    "горит лампочка счётчика",
    "На счётчике горит красная лампочка, это нормально?",
    "лампочка на счётчике горит всё время",
    "почему горит индикатор",
    "счётчик горит зелёным",
    "у соседей свет горит, у меня нет",
    "На щитке горит лампочка",
    "Искренне благодарю",
    "ул. Подгорная 5, когда включат свет",
    "СНТ «Искра», участок 5",
    "Мы живём на улице Искры",
    "СНТ Пламя, нет света",
    "Когда закончится гарантия на счётчик?",
    "Только что передал показания",
    "Вы проверяете пожарную сигнализацию?",
    "у вас есть датчик дыма?",
    "провода не искрят",
    "всё хорошо, без дыма",
    "Дымов Пётр Ильич, номер 100200301",
    "Нужен новый провод от столба к дому, сколько стоит?",
)


@pytest.mark.parametrize("text", DANGERS)
def test_danger_is_understood_however_it_is_told(text: str) -> None:
    assert built_in().found_in(text)


@pytest.mark.parametrize("text", NO_DANGERS)
def test_what_only_sounds_like_danger_is_none(text: str) -> None:
    assert not built_in().found_in(text)


def test_words_of_an_administrator_take_the_place_of_ours() -> None:
    words = DangerWords.parse("Потоп*, вода щит*")
    assert words.found_in("нас потопило")
    assert words.found_in("в щитке вода")
    assert not words.found_in("горит щиток")
    assert not words.found_in("вода холодная")


def test_words_of_an_administrator_can_be_added_to_ours() -> None:
    words = DangerWords.parse("+ потоп*")
    assert words.found_in("нас потопило")
    assert words.found_in("горит щиток")


@pytest.mark.parametrize("text", ["", " , ,", "+", "*"])
def test_a_list_without_words_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no words"):
        DangerWords.parse(text)


def test_a_long_message_is_read_to_its_end() -> None:
    assert built_in().found_in("слово " * 700 + ". Горит щиток")
    assert not built_in().found_in("слово " * 700)
