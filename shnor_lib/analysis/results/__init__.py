"""What schools' results tell: who meets the criteria, how results changed, what chance could have done."""
