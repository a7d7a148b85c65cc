### What operators read in their group.

alert-accept-button = Принять
alert-reject-button = Отклонить
alert-occurrences = Повторилось: { NUMBER($count) }
question-answer-sent = Ответ отправлен.
