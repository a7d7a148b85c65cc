### Many numbers in one account: pages, search, adding many at once.

numbers-page = Page { $page } of { $pages }
numbers-find-button = Find
numbers-find-ask = Which number should I find? Write any of these:

    • a part of the number, for example 0301;
    • the name that you gave to the number;
    • the street, house or flat, for example: Yablonevaya 1 flat 2.
numbers-find-more = Press the number. To look for another one, write a part of the number, its name or address.
numbers-found = Numbers found for “{ $sought }”: { $count }.
numbers-not-found = Nothing was found for these words. Please check them and write again.
error-number-search-empty = Write a part of the number, its name or the address.
