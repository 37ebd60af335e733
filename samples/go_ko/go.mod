module example.com/team

go 1.21
