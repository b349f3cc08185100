SELECT sum(sipHash64(number, 3)) FROM numbers(100000000000)
