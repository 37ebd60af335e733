package com.example.orders;

public final class Main {
    public static void main(String[] arguments) {
        System.out.println("orders");
    }
}
